using System.Buffers;

namespace Patchbay.Services.Patch;

/// <summary>What an end said.</summary>
/// <param name="Bytes">One message of an end that keeps boundaries; else what there is of its stream.</param>
/// <param name="IsEnd">Nothing follows. Together with a message only when <paramref name="Bytes"/> has some.</param>
/// <param name="MoreFollows">The next receive will not wait.</param>
public readonly record struct PatchRead(ReadOnlySequence<byte> Bytes, bool IsEnd, bool MoreFollows = false);
