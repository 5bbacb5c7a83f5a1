namespace Patchbay.Interop.Tests.Kestrel;

/// <summary>What Kestrel listens through: an engine of ours, or what it comes with, as the reference.</summary>
public enum Transport
{
    Stock,
    Sockets,
    Uring,
    UringPinned,
}
