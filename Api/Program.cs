using Storehouse.Hosting;

return await ApiProcess.Run(args);
