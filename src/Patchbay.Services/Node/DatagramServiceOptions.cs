using Microsoft.Extensions.Configuration;
using Patchbay.Sockets;

namespace Patchbay.Services;

/// <summary>The options that every service of datagrams has: the limits of its <see cref="DatagramHost"/>.</summary>
public static class DatagramServiceOptions
{
    const int MostAnswers = 10_000_000, LeastRepeats = 2, MostRepeats = 1_000_000;
    const string DrainTimeout = "drain-timeout";

    /// <summary>The options with their defaults, beside <see cref="StreamOptions.All"/>.</summary>
    public static IReadOnlyList<ServiceOption> All { get; } =
    [
        new("max-answers-per-address", "none", "datagrams a second (1 to 10000000) or none",
            "Datagrams answered in a second to one remote address; further ones get no answer. Clients behind one NAT share the limit.")
        {
            Check = static text => OptionValues.CountOrNone(text, 1, MostAnswers),
        },
        new("repeat-limit", "1000", "datagrams (2 to 1000000) or none",
            "After so many equal datagrams from one peer, one gets no answer: it ends what two servers answer to each other for ever. none lets that go on.")
        {
            Check = static text => OptionValues.CountOrNone(text, LeastRepeats, MostRepeats),
        },
    ];

    /// <summary>The host's limits from a service's section; what is not set there has its default.</summary>
    /// <exception cref="FormatException">A value is no value of its option.</exception>
    public static DatagramHostOptions Read(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return new DatagramHostOptions
        {
            MaxAnswersPerAddress = OptionValues.CountOrNone(Text("max-answers-per-address"), 1, MostAnswers),
            RepeatLimit = OptionValues.CountOrNone(Text("repeat-limit"), LeastRepeats, MostRepeats),
            DrainTimeout = OptionValues.Duration(Text(DrainTimeout)),
        };

        string Text(string key) => section[key] ?? All.Concat(StreamOptions.All).First(option => option.Key == key).Default;
    }
}
