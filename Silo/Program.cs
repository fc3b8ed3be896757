using Storehouse.Health;
using Storehouse.Hosting;

return HealthProbe.IsMeant(args) ? await HealthProbe.Run(args) : await SiloProcess.Run(args);
