using System.CommandLine.Invocation;
using Storehouse.Cli.CommandLine;
using Storehouse.Cli.Output;

var parse = StorehouseCommand.Create().Parse(args, StorehouseCommand.Parsing);
return parse.Action is ParseErrorAction
    ? (int)UsageReport.Write(parse, Terminal.Open(json: false))
    : await parse.InvokeAsync(StorehouseCommand.Invocation);
