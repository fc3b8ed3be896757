using Storehouse.Backup;
using Storehouse.Health;
using Storehouse.Hosting;

return ProcessHelp.IsMeant(args) ? ProcessHelp.Run(args, ApiHelp.Text)
    : HealthProbe.IsMeant(args) ? await HealthProbe.Run(args)
    : BackupProgram.IsMeant(args) ? await BackupProgram.Run(args)
    : await ApiProcess.Run(args);
