namespace Patchbay.Observation;

/// <summary>A process that is watched.</summary>
sealed class TracedProcess(int id)
{
    public int Id { get; } = id;

    /// <summary>It has an io_uring: files may come and go without a call that is seen.</summary>
    public bool HasRing { get; set; }

    /// <summary>It was said that its calls have the numbers of another architecture.</summary>
    public bool IsForeign { get; set; }

    public int Threads { get; set; } = 1;
}
