namespace Patchbay.Observation;

/// <summary>A process that has a descriptor of the socket.</summary>
/// <param name="Pid">The process.</param>
/// <param name="Name">Its name (comm), at most 15 bytes.</param>
/// <param name="Descriptor">The number of the descriptor in it.</param>
public readonly record struct SocketOwner(int Pid, string Name, int Descriptor)
{
    /// <summary>As everywhere in messages: <c>java (pid 311)</c>.</summary>
    public override string ToString() => new Linux.SocketHolder(Pid, Name).ToString();
}
