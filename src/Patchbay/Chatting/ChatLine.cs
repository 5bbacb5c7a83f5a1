namespace Patchbay;

/// <summary>One thing to show in a chat.</summary>
/// <param name="Time">When it happened.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Where">The channel, or the person of a private talk; empty for the server.</param>
/// <param name="Who">Who said it; empty when nobody did.</param>
/// <param name="Text">What was said, or words about what happened. No control characters.</param>
sealed record ChatLine(DateTimeOffset Time, ChatLineKind Kind, string Where, string Who, string Text);
