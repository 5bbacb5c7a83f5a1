using Microsoft.Extensions.Configuration;
using Patchbay.Sockets;

namespace Patchbay.Services.Models;

/// <summary>Which of a service's options mean something in a blocking model. Those that do not are errors when somebody sets them, never ignored.</summary>
static class BlockingServiceOptions
{
    const string MaxConnectionsKey = "max-connections", IdleTimeoutKey = "idle-timeout", DrainTimeoutKey = "drain-timeout", PoolThreadsKey = "pool-threads";
    const int MostPoolThreads = 10_000;

    static readonly ServiceOption PoolThreadsOption = new(PoolThreadsKey, "128", "threads (1 to 10000)", "Threads of the pool, and so clients served at once on one address; further ones wait in the kernel's backlog.")
    {
        Check = static text => OptionValues.Count(text, 1, MostPoolThreads),
    };

    // What the address of a blocking listener may say.
    static readonly string[] AddressOptions = ["idle", "mode"];

    /// <summary>A service's description as it is in a blocking model: streams only, and the options that apply.</summary>
    public static ServiceDescription Adapt(ServiceDescription description, ServerModel model)
    {
        var pool = model == ServerModel.Pool ? new[] { PoolThreadsOption } : [];
        return description with
        {
            DefaultListen = [.. description.DefaultListen.Where(static text => !Address.Parse(text, AddressRole.Listen).IsDatagram())],
            Options = [.. description.Options.Select(option => Applies(option.Key, model) ? option : option with { Check = _ => throw new FormatException($"has no meaning with --model {ServerModels.Name(model)}") }), .. pool],
        };
    }

    /// <summary>Throws when a blocking server cannot listen at an address.</summary>
    /// <exception cref="ConfigurationException">It is for datagrams, has layers, or an option that means nothing here.</exception>
    public static void Check(Address address, ServerModel model)
    {
        var name = ServerModels.Name(model);
        if (address.IsDatagram())
        {
            throw new ConfigurationException($"{address} is for datagrams, and --model {name} serves connections", "Listen on :PORT or unix-listen:PATH, or leave --model out.");
        }

        if (address.Layers.Count > 0)
        {
            throw new ConfigurationException($"{address}: --model {name} serves plain sockets, without {string.Join(" and ", address.Layers)}", "Leave --model out: --model async has layers.");
        }

        if (address.Options.FirstOrDefault(static option => !AddressOptions.Contains(option.Name)) is { } unknown)
        {
            throw new ConfigurationException($"{address}: {unknown.Name} has no meaning with --model {name}", $"Options here: {string.Join(", ", AddressOptions)}.");
        }
    }

    /// <summary>The limit of one blocking call; the address's own goes over the service's.</summary>
    public static TimeSpan? IdleTimeout(IConfiguration section, Address listen) => OptionValues.DurationOrNone(listen.FindOption("idle")?.Value ?? Text(section, IdleTimeoutKey));

    public static TimeSpan DrainTimeout(IConfiguration section) => OptionValues.Duration(Text(section, DrainTimeoutKey));

    public static int MaxConnections(IConfiguration section) => OptionValues.Count(Text(section, MaxConnectionsKey), 1, int.MaxValue);

    public static int PoolThreads(IConfiguration section) => OptionValues.Count(Text(section, PoolThreadsKey), 1, MostPoolThreads);

    static bool Applies(string key, ServerModel model) => key is IdleTimeoutKey or DrainTimeoutKey || (key == MaxConnectionsKey && model == ServerModel.Threads);

    static string Text(IConfiguration section, string key) => section[key] ?? StreamOptions.All.Append(PoolThreadsOption).First(option => option.Key == key).Default;
}
