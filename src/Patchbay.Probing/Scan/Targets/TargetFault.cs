namespace Patchbay.Probing;

/// <summary>A target that is not scanned; the others are.</summary>
/// <param name="Target">As written.</param>
/// <param name="Error">Why: an <see cref="Sockets.AddressFormatException"/> or a <see cref="ScanException"/>.</param>
public sealed record TargetFault(string Target, Exception Error);
