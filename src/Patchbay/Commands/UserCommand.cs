using System.CommandLine;
using Patchbay.Services.Accounts;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary><c>user</c>: who may log in to the services of a node.</summary>
sealed class UserCommand : Verb
{
    static readonly string[] Actions = ["add", "list", "remove", "passwd", "rights"];

    readonly Argument<string> _action;
    readonly Argument<string?> _name;
    readonly Option<string?> _rights;
    readonly Option<string?> _data;

    public UserCommand() : base("user", "add, list and remove the users of the services", VerbGroup.Serve,
        "user add ann  asks for a password; all services, reading and writing",
        "user add bob --rights chat,web=read  chat, and reading on the web",
        "user rights bob --rights files  other rights",
        "user passwd ann  another password",
        "user list  who there is",
        "user remove bob  can log in no more")
    {
        _action = AddArgument(new Argument<string>("action") { HelpName = "ACTION", Description = "add, list, remove, passwd or rights." });
        _action.CompletionSources.Add(Actions);
        _name = AddArgument(new Argument<string?>("name") { HelpName = "NAME", Description = "Which user.", Arity = ArgumentArity.ZeroOrOne });
        _rights = Add(new Option<string?>("--rights") { Description = "Services with =read or =write, separated by commas; default: all.", HelpName = "RIGHTS" });
        _data = Add(NodeOptions.DataOption());
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        var store = new UserStore(NodeOptions.DataDirectoryOf(arguments.GetValue(_data)));
        var action = arguments.GetRequiredValue(_action);
        if (!Actions.Contains(action))
        {
            throw new UserError(ExitCode.Usage, $"'{action}' is nothing that can be done with users", Suggestion.For(action, Actions) is { } near ? $"Did you mean '{near}'?" : $"There are {string.Join(", ", Actions)}.");
        }

        if (action == "list")
        {
            List(invocation.Report, store);
            return ExitCode.Done;
        }

        var name = arguments.GetValue(_name) ?? throw new UserError(ExitCode.Usage, $"user {action} needs a name", $"For example `{ProgramName.Current} user {action} ann`.");
        var rights = Rights(arguments.GetValue(_rights));
        switch (action)
        {
            case "add":
                // Before the password is asked for nothing.
                store.CheckNew(name);
                var user = store.Add(name, await PasswordPrompt.AskNewAsync(invocation, name), rights);
                invocation.Report.Say($"added {name}, who may use {Words(user.Rights)}");
                break;
            case "passwd":
                store.SetPassword(name, await PasswordPrompt.AskNewAsync(invocation, name));
                invocation.Report.Say($"{name} has a new password");
                break;
            case "rights":
                var given = rights ?? throw new UserError(ExitCode.Usage, "user rights needs --rights", $"For example `{ProgramName.Current} user rights {name} --rights chat,web=read`.");
                store.SetRights(name, given);
                invocation.Report.Say($"{name} may use {Words(given)}");
                break;
            default:
                store.Remove(name);
                invocation.Report.Say($"removed {name}");
                break;
        }

        return ExitCode.Done;
    }

    static ServiceRights? Rights(string? text)
    {
        try
        {
            return text is null ? null : ServiceRights.Parse(text);
        }
        catch (FormatException error)
        {
            throw new UserError(ExitCode.Usage, $"--rights '{text}' {error.Message}", "For example --rights chat,web=read, or --rights all.", error);
        }
    }

    static string Words(ServiceRights rights) => rights.ToString() is { Length: > 0 } text ? text : "nothing";

    static void List(Report report, UserStore store)
    {
        var users = store.Users;
        var width = users.Count == 0 ? 0 : users.Max(static user => user.Name.Length);
        foreach (var user in users)
        {
            report.Line($"{user.Name.PadRight(width)}  {Words(user.Rights)}  since {user.Created:yyyy-MM-dd}");
        }

        if (users.Count == 0)
        {
            report.Say($"there are no users; `{ProgramName.Current} user add NAME` adds one");
        }

        IReadOnlyList<UserData> data = [.. users.Select(static user => new UserData(user.Name, user.Rights.ToString(), user.Created))];
        report.Document("users", data, ProgramJson.Default.JsonEnvelopeIReadOnlyListUserData);
    }
}
