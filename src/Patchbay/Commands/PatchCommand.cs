using System.CommandLine;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary><c>patch</c>: any address to any address.</summary>
sealed class PatchCommand : Verb
{
    readonly Argument<string> _a, _b;
    readonly PatchVerbOptions _options = new();

    public PatchCommand() : base("patch", "join any address with any address", VerbGroup.Plug,
        "patch tcp-listen:8080 db:5432  each client of port 8080 with a connection of its own to db",
        "patch tcp-listen:7000 'exec:sort -u'  a command for each client",
        "patch unix-listen:/tmp/db,mode=600 tcp:db:5432  a Unix socket in front of a TCP port",
        "patch file:/tmp/in tcp:db:5432  send a file",
        "patch tcp-listen:7000,once file:/tmp/out  receive one",
        "patch --tap hex tcp-listen:8080 db:5432  and see what both say")
    {
        _a = AddArgument(new Argument<string>("A") { HelpName = "A", Description = "An address; when it listens, each of its clients gets a B of its own." });
        _b = AddArgument(new Argument<string>("B") { HelpName = "B", Description = "Another: tcp:, unix:, exec:, file:, - (stdin and stdout), or a service of the running node." });
        _options.AddTo(Command, connects: true, listens: true);
    }

    public override Task<ExitCode> RunAsync(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        var data = _options.DataDirectory(arguments);
        var a = PatchAddresses.Resolve(arguments.GetRequiredValue(_a), AddressRole.Connect, data);
        var b = PatchAddresses.Resolve(arguments.GetRequiredValue(_b), AddressRole.Connect, data);
        return new PatchRun(invocation, _options).RunAsync(a, b, tellsSummary: a.Kind != AddressKind.Standard && b.Kind != AddressKind.Standard);
    }
}
