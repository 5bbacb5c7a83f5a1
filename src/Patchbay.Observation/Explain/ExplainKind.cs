namespace Patchbay.Observation;

/// <summary>What a word or number that is to be explained can be.</summary>
public enum ExplainKind
{
    /// <summary>Not said.</summary>
    Any,

    /// <summary>A port.</summary>
    Port,

    /// <summary>An error number.</summary>
    Errno,

    /// <summary>An exit code of the program.</summary>
    Exit,

    /// <summary>A signal.</summary>
    Signal,
}
