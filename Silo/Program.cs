using Storehouse.Hosting;

return await SiloProcess.Run(args);
