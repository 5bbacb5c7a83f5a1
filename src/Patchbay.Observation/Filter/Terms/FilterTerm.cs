using Patchbay.Linux.Netlink;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>A condition on a socket, and the three ways it is used.</summary>
abstract record FilterTerm
{
    /// <summary>The truth.</summary>
    public abstract bool Matches(SocketRow row);

    /// <summary>What is known when only the table and the state are; null when it depends on more. Says which tables and states need not be read at all.</summary>
    public abstract bool? Foresee(SocketKind kind, TcpState state);

    /// <summary>
    /// The condition as the kernel's filter, or null when the kernel has no words for it; then everything must be let through. What comes out may let through more than
    /// matches, never less.
    /// </summary>
    /// <param name="wanted">False asks for the negation.</param>
    public abstract InetDiagBytecode? Compile(bool wanted);

    /// <summary>The kernel's filter says exactly this: neither more nor less.</summary>
    public abstract bool IsExact { get; }

    /// <summary>This term and those it is made of.</summary>
    public virtual IEnumerable<FilterTerm> All => [this];

    /// <summary>A term that the kernel can say, wanted or not.</summary>
    protected static InetDiagBytecode Choose(InetDiagBytecode code, bool wanted) => wanted ? code : InetDiagBytecode.Not(code);
}
