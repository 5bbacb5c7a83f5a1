using System.CommandLine;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary><c>listen X</c>: <c>patch X -</c>, client after client; with --exec a command for each client, many at once.</summary>
sealed class ListenCommand : Verb
{
    readonly Argument<string> _address;
    readonly Option<string?> _exec;
    readonly PatchVerbOptions _options = new();

    public ListenCommand() : base("listen", "wait for clients and join each with stdin and stdout", VerbGroup.Plug,
        "listen :7100  on port 7100 of loopback, client after client",
        "listen :7100 --once < file  give a file to the first client, then end",
        "listen :7100 --exec 'sort -u'  a command for each client, many at once",
        "listen unix-listen:/tmp/talk,mode=600  on a Unix socket that only you can open",
        "listen *:7100  on every address of this machine")
    {
        _address = AddArgument(new Argument<string>("address") { HelpName = "ADDRESS", Description = "Where to listen: :PORT is loopback, *:PORT every address, unix-listen:PATH a Unix socket." });
        _exec = Add(new Option<string?>("--exec") { Description = "Start this for each client, its stdin and stdout joined with the client's. No shell: sh -c '…' is one.", HelpName = "COMMAND" });
        _options.AddTo(Command, connects: false, listens: true);
    }

    public override Task<ExitCode> RunAsync(Invocation invocation)
    {
        var text = invocation.Arguments.GetRequiredValue(_address);
        var address = Address.Parse(text, AddressRole.Listen);
        if (!address.Listens)
        {
            throw new UserError(ExitCode.Usage, $"'{text}' is no address to listen on", "For example :7100, *:7100 or unix-listen:/tmp/talk.");
        }

        return new PatchRun(invocation, _options).RunAsync(address, Peer(invocation.Arguments.GetValue(_exec)), tellsSummary: false);
    }

    static Address Peer(string? command) => command switch
    {
        null => PatchAddresses.Standard,
        _ when string.IsNullOrWhiteSpace(command) => throw new UserError(ExitCode.Usage, "--exec has no command", "For example --exec 'sort -u'."),
        _ => new Address { Kind = AddressKind.Exec, Target = command.Trim() },
    };
}
