namespace Patchbay.Services.Chat;

/// <summary>What a member of a channel is there.</summary>
[Flags]
internal enum Membership
{
    None = 0,
    Voice = 1,
    Operator = 2,
}
