namespace Patchbay.Services.Accounts;

/// <summary>One user of the node.</summary>
/// <param name="Name">See <see cref="UserName"/>.</param>
/// <param name="Password">The hashed password, see <see cref="PasswordHash"/>. Never shown.</param>
/// <param name="Rights">What the user may do.</param>
/// <param name="Created">When the user was added.</param>
public sealed record User(string Name, string Password, ServiceRights Rights, DateTimeOffset Created)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => $"{Name} ({Rights})";
}
