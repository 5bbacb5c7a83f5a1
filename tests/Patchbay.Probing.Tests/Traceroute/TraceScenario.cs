using System.Globalization;
using System.Net;

namespace Patchbay.Probing.Tests.Traceroute;

/// <summary>
/// A trace as data. Steps, one a line, times in milliseconds: <c>0 send 2</c> sends the next probe to hop 2 (probes are numbered from 0); <c>5 hop 0 a</c> a router's answer to probe 0, from 10.0.0.10 (a is 10, in
/// hexadecimal); <c>reach</c>, <c>refuse</c>, <c>stop</c> (unreachable) likewise; <c>9 wait</c> lets the time pass. The wait is 100 ms.
/// </summary>
sealed class TraceScenario
{
    const long Millisecond = 1000;

    public TraceTable Table { get; } = new(1, 10, 100 * Millisecond);

    public static TraceScenario Play(string steps)
    {
        var scenario = new TraceScenario();
        foreach (var step in steps.Split(['\n', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            scenario.Do(step.Split(' '));
        }

        return scenario;
    }

    /// <summary>The table in short: hop, who (in hexadecimal), received/sent, lost; then how it ended.</summary>
    public string Told
    {
        get
        {
            var hops = Table.Hops.Select(static hop => $"{hop.Number}:{string.Join('+', hop.Responders.Select(static one => one.Address.GetAddressBytes()[3].ToString("x", CultureInfo.InvariantCulture)))} {hop.Received}/{hop.Sent}"
                + (hop.Lost > 0 ? $" lost {hop.Lost}" : "") + (hop.Late > 0 ? $" late {hop.Late}" : "") + (hop.Duplicates > 0 ? $" twice {hop.Duplicates}" : ""));
            return $"{string.Join(" | ", hops)} => {Table.End.Kind} {Table.End.Hop}";
        }
    }

    void Do(string[] step)
    {
        var at = long.Parse(step[0], CultureInfo.InvariantCulture) * Millisecond;
        Table.Expire(at);
        switch (step[1])
        {
            case "send":
                Table.Send(int.Parse(step[2], CultureInfo.InvariantCulture), at);
                break;
            case "wait":
                break;
            default:
                var kind = step[1] switch { "hop" => TraceReplyKind.Hop, "reach" => TraceReplyKind.Reached, "refuse" => TraceReplyKind.Refused, _ => TraceReplyKind.Unreachable };
                var from = new IPAddress([10, 0, 0, byte.Parse(step[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture)]);
                Table.Answered(int.Parse(step[2], CultureInfo.InvariantCulture), new TraceReply(kind, from, 11), at);
                break;
        }
    }
}
