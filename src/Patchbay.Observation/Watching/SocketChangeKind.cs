namespace Patchbay.Observation;

/// <summary>What happened to a socket between two looks.</summary>
public enum SocketChangeKind
{
    /// <summary>It is new.</summary>
    Opened,

    /// <summary>Its state is another.</summary>
    State,

    /// <summary>It is gone.</summary>
    Closed,
}
