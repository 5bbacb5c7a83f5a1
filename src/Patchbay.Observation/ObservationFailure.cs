namespace Patchbay.Observation;

/// <summary>Why something could not be observed.</summary>
public enum ObservationFailure
{
    /// <summary>This system or kernel has no way to tell.</summary>
    Unsupported,

    /// <summary>A right is missing.</summary>
    Denied,

    /// <summary>There is no such thing.</summary>
    NotFound,

    /// <summary>There is no such command.</summary>
    CommandNotFound,

    /// <summary>There is such a command, and it is no program that can be run.</summary>
    CommandNotRunnable,

    /// <summary>Anything else.</summary>
    Other,
}
