using System.Globalization;

namespace Patchbay.Linux.Bpf;

/// <summary>Where the kernel keeps what the programs read, by its own word; and which network namespace is ours.</summary>
/// <param name="SourcePort">Of inet_sport in struct inet_sock.</param>
/// <param name="NamespaceInode">Of ns.inum in struct net.</param>
/// <param name="OwnNamespace">The number of this process's network namespace.</param>
sealed record SocketLayout(int SourcePort, int NamespaceInode, int OwnNamespace)
{
    static readonly (string Member, int Offset)[] Common =
    [
        ("skc_daddr", SocketRecord.RemoteV4At), ("skc_rcv_saddr", SocketRecord.LocalV4At), ("skc_dport", SocketRecord.RemotePortAt), ("skc_num", SocketRecord.LocalPortAt),
        ("skc_family", SocketRecord.FamilyAt), ("skc_net", SocketRecord.NamespaceAt), ("skc_v6_daddr", SocketRecord.RemoteV6At), ("skc_v6_rcv_saddr", SocketRecord.LocalV6At),
        ("skc_cookie", SocketRecord.CookieAt),
    ];

    /// <exception cref="BpfException">The kernel does not tell, or tells something else than this program was written for.</exception>
    public static SocketLayout OfThisKernel() => Check(
        BtfTypes.TryReadKernel() ?? throw new BpfException("load a program", 0, $"where it keeps a socket's addresses cannot be told: {BtfTypes.KernelPath} is not readable"), OwnInode());

    /// <exception cref="BpfException">The types differ.</exception>
    internal static SocketLayout Check(BtfTypes types, int ownNamespace)
    {
        foreach (var (member, expected) in Common)
        {
            var offset = types.OffsetOf("sock_common", member);
            if (offset != expected)
            {
                throw new BpfException("load a program", 0,
                    $"{member} of struct sock_common lies {(offset is { } other ? $"at {other.ToString(CultureInfo.InvariantCulture)}" : "nowhere")} and not at {expected.ToString(CultureInfo.InvariantCulture)}, so addresses would be misread");
            }
        }

        return new SocketLayout(Offset(types, "inet_sock", "inet_sport"), Offset(types, "net", "ns.inum"), ownNamespace);
    }

    static int Offset(BtfTypes types, string structure, string member) =>
        types.OffsetOf(structure, member) ?? throw new BpfException("load a program", 0, $"struct {structure} has no {member} in this kernel");

    // The link reads "net:[4026531840]".
    static int OwnInode()
    {
        var link = new FileInfo("/proc/self/ns/net").LinkTarget ?? "";
        return uint.TryParse(link.AsSpan(link.IndexOf('[', StringComparison.Ordinal) + 1).TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? unchecked((int)number) : throw new BpfException("load a program", 0, "/proc/self/ns/net does not tell this network namespace");
    }
}
