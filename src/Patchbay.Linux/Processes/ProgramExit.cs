namespace Patchbay.Linux;

/// <summary>How a program ended (waitid(2)).</summary>
/// <param name="Status">Its exit status, or the number of the signal that killed it.</param>
/// <param name="BySignal">It was killed.</param>
public readonly record struct ProgramExit(int Status, bool BySignal)
{
    /// <summary>It ended by itself with status 0.</summary>
    public bool IsSuccess => this is { Status: 0, BySignal: false };
}
