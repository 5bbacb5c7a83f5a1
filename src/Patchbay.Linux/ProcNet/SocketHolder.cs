namespace Patchbay.Linux;

/// <summary>Who holds a socket.</summary>
/// <param name="Pid">The process, or null when we may not look into the processes that could hold it.</param>
/// <param name="Command">The process's name (comm), or null.</param>
public sealed record SocketHolder(int? Pid, string? Command)
{
    /// <summary>For a message: <c>java (pid 311)</c>.</summary>
    public override string ToString() =>
        Pid is null ? "a process of another user" : $"{Command ?? "a process"} (pid {Pid})";
}
