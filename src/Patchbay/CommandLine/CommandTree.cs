using System.CommandLine;

namespace Patchbay;

/// <summary>Every verb with its words: what is parsed, shown by <c>--help</c> and completed by shells.</summary>
sealed class CommandTree
{
    public CommandTree()
    {
        Root = new RootCommand("Run real network services, plug anything into them, and watch every socket's life.");
        Root.Options.Clear();
        // Never run; without an action, the bare program would be a parse error.
        Root.SetAction(static _ => { });
        Globals.AddTo(Root);
        Verbs = [new UpCommand(), new ServeCommand(), new UserCommand(), new ConnectCommand(), new ListenCommand(), new PatchCommand(), new GetCommand(), new PutCommand(), new MirrorCommand(), new CallCommand(), new ChatCommand(), new PlayCommand(), new WhyCommand(), new SocketsCommand(), new InterfacesCommand(), new LifeCommand(), new LifeTracerCommand(), new DoctorCommand(), new AddressCommand(), new CompletionsCommand(), new CompleteCommand(Root)];
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
