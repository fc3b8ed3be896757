using Storehouse.Backup;
using Storehouse.Hosting;

return BackupProgram.IsMeant(args) ? await BackupProgram.Run(args) : await ApiProcess.Run(args);
