namespace Patchbay.Services.Accounts;

/// <summary>How a login ended.</summary>
/// <param name="Outcome">Its kind.</param>
/// <param name="User">Who it is, when accepted; else null.</param>
/// <param name="RetryAfter">How long the address is refused, when <see cref="LoginOutcome.Refused"/>; else zero.</param>
public sealed record LoginResult(LoginOutcome Outcome, User? User, TimeSpan RetryAfter);

/// <summary>The kinds of ends of a login.</summary>
public enum LoginOutcome
{
    /// <summary>The password is right and the user may use the service.</summary>
    Accepted,

    /// <summary>Unknown user or wrong password: never say which.</summary>
    Wrong,

    /// <summary>The password is right and the user has no right to the service.</summary>
    NotPermitted,

    /// <summary>Not looked at: too many failures from this address, or too many logins at once.</summary>
    Refused,
}
