namespace Patchbay.Services.Chat;

/// <summary>The signs before nicks: <c>PREFIX=(ov)@+</c>.</summary>
internal static class MembershipPrefix
{
    /// <summary>The signs of a membership, the highest first.</summary>
    /// <param name="membership">Whose.</param>
    /// <param name="all">Every sign (multi-prefix) and not the highest only.</param>
    public static string Of(Membership membership, bool all) => membership switch
    {
        Membership.Operator => "@",
        Membership.Voice => "+",
        Membership.Operator | Membership.Voice => all ? "@+" : "@",
        _ => "",
    };

    /// <summary>The membership of a mode letter; <see cref="Membership.None"/> for another letter.</summary>
    public static Membership OfMode(char mode) => mode switch { 'o' => Membership.Operator, 'v' => Membership.Voice, _ => Membership.None };

    /// <summary>What a member needs at least to get a message to <c>@#channel</c> or <c>+#channel</c>.</summary>
    public static Membership OfSign(char sign) => sign switch { '@' => Membership.Operator, '+' => Membership.Voice, _ => Membership.None };
}
