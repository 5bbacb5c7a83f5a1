namespace Patchbay.Services.Transfer;

/// <summary>One step of a mirror.</summary>
/// <param name="Action">What is done.</param>
/// <param name="Item">To which item: the source's of a copy, the destination's of a removal.</param>
/// <param name="Why">For people: <c>new</c>, <c>size 5, was 7</c>, <c>newer</c>.</param>
internal sealed record MirrorStep(MirrorAction Action, MirrorItem Item, string Why);
