namespace Patchbay.Interop.Tests.Life.Kernel;

/// <summary>A call on a socket, of one of two records of the same run.</summary>
/// <param name="Thread">The thread.</param>
/// <param name="Name">The call.</param>
/// <param name="Descriptor">Its first argument, where that is a descriptor; else -1.</param>
/// <param name="Outcome">What it returned, the name of the error, or ? when the thread ended in it.</param>
/// <param name="IsSure">False for a wait whose descriptors another thread changed just then.</param>
readonly record struct KernelCall(int Thread, string Name, int Descriptor, string Outcome, bool IsSure = true)
{
    /// <summary>The program ended in it.</summary>
    public const string Unfinished = "?";

    public override string ToString() => $"{Name}({Descriptor}) = {Outcome}";
}
