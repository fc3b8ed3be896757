using Storehouse.Backup;
using Storehouse.Health;
using Storehouse.Hosting;

return HealthProbe.IsMeant(args) ? await HealthProbe.Run(args)
    : BackupProgram.IsMeant(args) ? await BackupProgram.Run(args)
    : await ApiProcess.Run(args);
