using System.Buffers;

namespace Patchbay.Services.Patch;

/// <summary>Sees every byte of a session. Called from many threads at once; the bytes are valid during the call.</summary>
/// <param name="number">Which patch: 1 is the first.</param>
/// <param name="speaker">Who says it.</param>
/// <param name="bytes">What.</param>
public delegate void PatchTap(int number, PatchSide speaker, ReadOnlySequence<byte> bytes);
