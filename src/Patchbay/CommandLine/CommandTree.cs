using System.CommandLine;

namespace Patchbay;

/// <summary>The verbs with their words: what is parsed, shown by <c>--help</c> and completed by shells.</summary>
sealed class CommandTree
{
    /// <summary>Every verb, in the order of <c>--help</c>.</summary>
    public static IReadOnlyList<VerbEntry> Entries { get; } =
    [
        new(["up"], static () => new UpCommand()),
        new(["serve"], static () => new ServeCommand()),
        new(["user"], static () => new UserCommand()),
        new(["connect"], static () => new ConnectCommand()),
        new(["listen"], static () => new ListenCommand()),
        new(["patch"], static () => new PatchCommand()),
        new(["get"], static () => new GetCommand()),
        new(["put"], static () => new PutCommand()),
        new(["mirror"], static () => new MirrorCommand()),
        new(["call"], static () => new CallCommand()),
        new(["chat"], static () => new ChatCommand()),
        new(["play"], static () => new PlayCommand()),
        new(["scan"], static () => new ScanCommand()),
        new(["ping"], static () => new PingCommand()),
        new(["traceroute"], static () => new TracerouteCommand()),
        new(["why"], static () => new WhyCommand()),
        new(["sockets", "netstat"], static () => new SocketsCommand()),
        new(["interfaces", "ifconfig"], static () => new InterfacesCommand()),
        new(["life"], static () => new LifeCommand()),
        new(["doctor"], static () => new DoctorCommand()),
        new(["explain"], static () => new ExplainCommand()),
        new(["lab"], static () => new LabCommand()),
        new(["address"], static () => new AddressCommand()),
        new(["completions"], static () => new CompletionsCommand()),
        new(["complete"], static () => new CompleteCommand()),
        new(["life-tracer"], static () => new LifeTracerCommand()),
    ];

    /// <summary>The tree with every verb.</summary>
    public CommandTree() : this([])
    {
    }

    /// <summary>The tree for a command line: when that begins with a verb, no other one is made.</summary>
    public CommandTree(string[] args)
    {
        Root = new RootCommand("Run real network services, plug anything into them, and watch every socket's life.");
        Root.Options.Clear();
        // Never run; without an action, the bare program would be a parse error.
        Root.SetAction(static _ => { });
        Globals.AddTo(Root);
        var wanted = args.Length == 0 ? null : Entries.FirstOrDefault(entry => entry.Names.Contains(args[0]));
        Verbs = wanted is not null ? [wanted.Make()] : [.. Entries.Select(static entry => entry.Make())];
        foreach (var verb in Verbs)
        {
            Root.Add(verb.Command);
        }
    }

    public RootCommand Root { get; }

    public GlobalOptions Globals { get; } = new();

    public IReadOnlyList<Verb> Verbs { get; }

    // '@' begins the name of an abstract socket here, not of a response file.
    public ParseResult Parse(string[] args) => Root.Parse(GlobalOptions.Rewrite(args), new ParserConfiguration { ResponseFileTokenReplacer = null });
}
