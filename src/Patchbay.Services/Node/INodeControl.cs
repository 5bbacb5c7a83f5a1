namespace Patchbay.Services;

/// <summary>What a service may see and ask of the node that runs it. Members are safe to call from any thread.</summary>
public interface INodeControl
{
    /// <summary>What runs now, in the order it was started.</summary>
    IReadOnlyList<RunningService> Services { get; }

    /// <summary>Asks the node to stop as a signal would: it drains and ends. Returns at once.</summary>
    void RequestStop();
}
