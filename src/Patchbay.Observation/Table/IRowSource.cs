namespace Patchbay.Observation;

/// <summary>One of the kernel's tables.</summary>
interface IRowSource : IDisposable
{
    /// <summary>Fills the row with the next socket; false at the end.</summary>
    bool Read(SocketRow row);

    /// <summary>The kernel said that its table changed while it was read.</summary>
    bool WasDisturbed { get; }
}
