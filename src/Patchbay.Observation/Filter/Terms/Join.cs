using Patchbay.Linux.Netlink;

namespace Patchbay.Observation;

/// <summary>Joins the kernel's filters, where null lets everything through.</summary>
static class Join
{
    public static InetDiagBytecode? Both(InetDiagBytecode? first, InetDiagBytecode? second) =>
        first is null ? second : second is null ? first : Fits(first, second) ? InetDiagBytecode.And(first, second) : null;

    public static InetDiagBytecode? Either(InetDiagBytecode? first, InetDiagBytecode? second) =>
        first is null || second is null || !Fits(first, second) ? null : InetDiagBytecode.Or(first, second);

    // The kernel checks every jump by walking up to it: a filter of thousands of tests would cost more than it saves.
    static bool Fits(InetDiagBytecode first, InetDiagBytecode second) => first.Code.Length + second.Code.Length < 8 * 1024;
}
