using Patchbay.Services.Accounts;
using Patchbay.Sockets;

namespace Patchbay.Services;

/// <summary>Every key that a configuration may hold: what is not here is an error, never ignored.</summary>
public sealed class ConfigurationSchema
{
    /// <summary>The key of a service's addresses, after its name.</summary>
    public const string Listen = "listen";

    readonly Dictionary<string, ConfigurationKey> _byName;

    /// <summary>The keys of the node and of some services.</summary>
    public ConfigurationSchema(IEnumerable<ServiceDescription> services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var descriptions = services.ToList();
        var names = descriptions.Select(static service => service.Name).ToList();
        Keys =
        [
            new("engine", ["auto"], "auto, sockets, uring or uring-pinned", "Where sockets come from.", IsList: false, static text => EngineNames.Parse(text)),
            new("services", names, "names", "The services that `up` starts when it is given none.", IsList: true, text => CheckService(text, names)),
            .. LoginOptions.All.Select(static option => new ConfigurationKey($"accounts.{option.Key}", [option.Default], option.Unit, option.Summary, IsList: false, option.Check)),
            .. descriptions.SelectMany(KeysOf),
        ];
        _byName = Keys.ToDictionary(static key => key.Name);
    }

    /// <summary>The keys in the order people see them.</summary>
    public IReadOnlyList<ConfigurationKey> Keys { get; }

    /// <summary>The key of that name.</summary>
    /// <param name="name">As written, in any case.</param>
    /// <param name="origin">Who wrote it, for the error.</param>
    /// <exception cref="ConfigurationException">There is no such key.</exception>
    public ConfigurationKey Get(string name, string origin)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _byName.TryGetValue(name.ToLowerInvariant(), out var key) ? key : throw new ConfigurationException(
            $"there is no key '{name}' ({origin})",
            Nearest(name) is { } near ? $"Did you mean '{near}'? `patchbay up --print-config` shows every key." : "`patchbay up --print-config` shows every key.");
    }

    /// <summary>The known key nearest to a mistyped one, or null.</summary>
    public string? Nearest(string name) => Suggestion.For(name, _byName.Keys);

    static IEnumerable<ConfigurationKey> KeysOf(ServiceDescription service) =>
    [
        new($"{service.Name}.{Listen}", service.DefaultListen, "addresses", "Where the service listens.", IsList: true, CheckListen),
        .. service.Options.Select(option =>
            new ConfigurationKey($"{service.Name}.{option.Key}", [option.Default], option.Unit, option.Summary, IsList: false, option.Check)),
    ];

    static void CheckListen(string text)
    {
        try
        {
            if (!Address.Parse(text, AddressRole.Listen).Listens)
            {
                throw new FormatException("is no address to listen on; write for example :7007 or tcp-listen:127.0.0.1:7007");
            }
        }
        catch (AddressFormatException error)
        {
            throw new FormatException($"is no address: {error.Message} {error.Hint}", error);
        }
    }

    static void CheckService(string text, List<string> names)
    {
        if (!names.Contains(text))
        {
            throw new FormatException($"is no service; there are {string.Join(", ", names)}");
        }
    }
}
