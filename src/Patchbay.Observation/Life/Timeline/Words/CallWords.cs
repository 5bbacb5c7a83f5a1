using System.Globalization;
using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>A call in words: as it stands in C, then what came of it.</summary>
static class CallWords
{
    // Below this a call did not wait for anything but the kernel's own work.
    internal static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(1);

    public static string Of(CallEvent call)
    {
        var waited = call.Took >= Wait ? $", after {LifeSpan.Of(call.Took)}" : "";
        return $"{call.Name}({Arguments(call)}): {Result(call)}{waited}";
    }

    static string Arguments(CallEvent call) =>
        call.Arguments.Length > 0 ? call.Arguments : call.Descriptor >= 0 ? call.Descriptor.ToString(CultureInfo.InvariantCulture) : "";

    static string Result(CallEvent call)
    {
        if (call.Result is not { } result)
        {
            return "never returned: the program ended inside it";
        }

        if (result < 0 || call.Errno != 0)
        {
            return $"{ErrnoNames.Of(call.Errno)} ({Errno.Describe(call.Errno)})";
        }

        if (CallKinds.Accepts(call))
        {
            return $"descriptor {call.Made}{(call.Address is { } peer ? $" for {peer}" : "")}";
        }

        if (CallKinds.Sends(call) && call.Asked is { } offered)
        {
            return result < offered ? $"the kernel took {result} of {LifeSpan.Bytes(offered)}" : $"the kernel took {LifeSpan.Bytes(result)}";
        }

        if (CallKinds.Receives(call) && call.Asked is not null)
        {
            return result == 0 && call.Asked > 0 ? "0: the end of the stream" : LifeSpan.Bytes(result);
        }

        if (CallKinds.Waits(call))
        {
            return result == 0 ? "nothing became ready" : $"{result} ready";
        }

        return call switch
        {
            { Name: "connect" } => "connected",
            { Made: >= 0 } => $"descriptor {call.Made}",
            { Result: 0 } => "done",
            _ => result.ToString(CultureInfo.InvariantCulture),
        };
    }
}
