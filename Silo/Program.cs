using Storehouse.Health;
using Storehouse.Hosting;

return ProcessHelp.IsMeant(args) ? ProcessHelp.Run(args, SiloHelp.Text)
    : HealthProbe.IsMeant(args) ? await HealthProbe.Run(args)
    : await SiloProcess.Run(args);
