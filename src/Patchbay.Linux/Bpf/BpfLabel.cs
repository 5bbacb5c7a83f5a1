namespace Patchbay.Linux.Bpf;

/// <summary>A place in a <see cref="BpfProgram"/> that jumps go to, before or after it is known.</summary>
sealed class BpfLabel
{
    /// <summary>The instruction; -1 until it is known.</summary>
    public int At { get; set; } = -1;

    /// <summary>The jumps that go there.</summary>
    public List<int> From { get; } = [];
}
