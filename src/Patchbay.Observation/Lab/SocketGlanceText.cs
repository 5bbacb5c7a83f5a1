using System.Globalization;
using System.Net;

namespace Patchbay.Observation;

/// <summary>Glances as text. Pure.</summary>
public static class SocketGlanceText
{
    /// <summary>One line: <c>b  fd 12  ESTABLISHED  127.0.0.1:40000 → 127.0.0.1:6666  in 5 of 131072  out 0 of 2626560</c>.</summary>
    public static string Line(SocketGlance glance)
    {
        ArgumentNullException.ThrowIfNull(glance);
        var descriptor = glance.Descriptor is { } number ? Text($"fd {number}") : "closed";
        return $"{glance.Name,-8} {descriptor,-7} {glance.State,-15} {Ends(glance),-34} {Buffers(glance)}".TrimEnd();
    }

    /// <summary><c>127.0.0.1:40000 → 127.0.0.1:6666</c>.</summary>
    public static string Ends(SocketGlance glance)
    {
        ArgumentNullException.ThrowIfNull(glance);
        return glance.Local is not { Port: > 0 } local ? "no local end" : glance.Remote is { } remote ? $"{End(local)} → {End(remote)}" : End(local);
    }

    /// <summary>What stands in the buffers, or waits in the queue.</summary>
    public static string Buffers(SocketGlance glance)
    {
        ArgumentNullException.ThrowIfNull(glance);
        return glance switch
        {
            { State: SocketGlance.Gone } => "",
            { IsOrphan: true } or { State: "TIME_WAIT" } => Text($"kept by the kernel{(glance.Timer > 0 ? Text($", {glance.Timer / 1000.0:0} s more") : "")}{(glance.Unacknowledged > 0 ? Text($", {glance.Unacknowledged} to be acknowledged") : "")}"),
            { IsListener: true } => Text($"queue {glance.Unread} of {glance.Unacknowledged}"),
            _ => Text($"in {glance.Unread} of {glance.ReceiveBuffer}  out {glance.Unacknowledged} of {glance.SendBuffer}"),
        };
    }

    /// <summary>An end as an address.</summary>
    public static string End(IPEndPoint end) => end?.ToString() ?? "-";

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
