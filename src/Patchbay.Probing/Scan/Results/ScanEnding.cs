namespace Patchbay.Probing;

/// <summary>How a scan ended.</summary>
public enum ScanEnding
{
    /// <summary>Every port was asked to the end.</summary>
    Complete,

    /// <summary>Somebody stopped it.</summary>
    Interrupted,
}
