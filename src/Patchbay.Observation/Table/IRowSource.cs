namespace Patchbay.Observation;

/// <summary>One of the kernel's tables.</summary>
interface IRowSource : IDisposable
{
    /// <summary>Fills the row with the next socket; false at the end.</summary>
    bool Read(SocketRow row);
}
