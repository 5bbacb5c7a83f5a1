namespace Patchbay.Observation;

/// <summary>A thread that is watched.</summary>
sealed class TracedThread(int id, TracedProcess process, DescriptorTable files)
{
    public int Id { get; set; } = id;

    public TracedProcess Process { get; } = process;

    public DescriptorTable Files { get; set; } = files;

    /// <summary>The call it is in, when that is followed.</summary>
    public OpenCall? Call { get; set; }

    /// <summary>The call is told, and not only followed.</summary>
    public bool IsTold { get; set; }

    /// <summary>What the call is about.</summary>
    public OpenFile? File { get; set; }

    /// <summary>A signal interrupted the call, which begins anew unless a handler comes between.</summary>
    public bool IsHeld { get; set; }

    /// <summary>It is about to end and has still all it had.</summary>
    public bool IsLeaving { get; set; }
}
