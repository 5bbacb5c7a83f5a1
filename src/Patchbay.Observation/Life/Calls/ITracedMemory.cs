namespace Patchbay.Observation;

/// <summary>The memory of the program whose calls are read.</summary>
interface ITracedMemory
{
    /// <summary>Copies as much as is there from <paramref name="address"/> on; returns how much that is, 0 for nothing.</summary>
    int Read(ulong address, Span<byte> buffer);
}
