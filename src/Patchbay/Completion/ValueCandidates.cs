using System.Globalization;
using Patchbay.Services;
using Patchbay.Services.Accounts;
using Patchbay.Services.Game.Transport;
using Patchbay.Services.Models;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>What may stand for a value, by what the help page calls it: <c>ADDRESS</c> (of <c>patch</c>: <c>A</c>, <c>B</c>), <c>ENGINE</c>, <c>FILE</c> … One name means the same everywhere.</summary>
static class ValueCandidates
{
    /// <summary>The candidates, or null when nobody can know the value: a number, a time, a text.</summary>
    /// <param name="helpName">What the help page calls the value.</param>
    /// <param name="verb">The verb it is for.</param>
    /// <param name="given">The verb's arguments so far.</param>
    /// <param name="typed">The beginning of the value.</param>
    public static IEnumerable<Candidate>? For(string? helpName, string verb, IReadOnlyList<string> given, string typed) => helpName switch
    {
        "ADDRESS" or "A" or "B" => AddressCandidates.For(typed, RoleOf(verb)),
        "SERVICE" => Services().Where(service => !given.Contains(service.Word)),
        "RIGHTS" => Words([ServiceRights.EveryService]).Concat(Services()),
        "ENGINE" => Words(EngineNames.All),
        "MODEL" => ServerModels.All.Select(static model => new Candidate(model, ServerModels.Describe(ServerModels.Parse(model)))),
        "FORM" => Words(PatchVerbOptions.TapForms),
        "CONDITIONS" => Words([NetworkConditions.Form]),
        "TERM" => given.Count == 0 ? ExplainCommand.Candidates : [],
        "SUBJECT" => LabCommand.Subjects(given, typed),
        "PICTURE" => Words(Observation.Analogy.Names(Observation.Glossary.Default)),
        "WHEN" => Words(GlobalOptions.ColorWords),
        "SHELL" => Words(CompletionScripts.Shells),
        "METHOD" when verb == "scan" => Words(ScanOptions.Methods),
        "PORTS" => Words(Probing.PortNames.System.Names),
        "TARGET" => Words(given is ["diff", ..] ? [] : ["localhost", "diff"]).Concat(given is ["diff", ..] ? PathCandidates.For(typed) : []),
        "PACE" => Words(Probing.ScanPace.Names),
        "KEY=VALUE" => Settings(typed),
        "FILE" => PathCandidates.For(typed),
        "SOURCE" or "DEST" or "DIR" => PathCandidates.For(typed, directoriesOnly: true),
        _ => null,
    };

    /// <summary>The names of all services.</summary>
    public static IEnumerable<Candidate> Services() =>
        ServiceCatalog.CreateAll().Select(static service => new Candidate(service.Description.Name, service.Description.Summary));

    static IEnumerable<Candidate> Settings(string typed)
    {
        var schema = new ConfigurationSchema(ServiceCatalog.CreateAll().Select(static service => service.Description));
        var equals = typed.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            return schema.Keys.Select(static key => new Candidate(key.Name + "=", key.Summary));
        }

        var key = schema.Keys.FirstOrDefault(key => key.Name == typed[..equals]);
        var value = typed[(equals + 1)..];
        var values = key is null ? []
            : key.Name == "engine" ? Words(EngineNames.All)
            : key.Name == "services" ? Services()
            : key.Name.EndsWith("." + ConfigurationSchema.Listen, StringComparison.Ordinal) ? AddressCandidates.For(value, AddressRole.Listen)
            : key.Default.Select(text => new Candidate(text, string.Create(CultureInfo.InvariantCulture, $"the default; {key.Unit}")));
        return values.Select(candidate => candidate with { Word = typed[..(equals + 1)] + candidate.Word });
    }

    static AddressRole? RoleOf(string verb) => verb switch
    {
        "listen" or "serve" => AddressRole.Listen,
        "connect" or "call" or "play" => AddressRole.Connect,
        _ => null,
    };

    static IEnumerable<Candidate> Words(IEnumerable<string> words) => words.Select(static word => new Candidate(word));
}
