namespace Patchbay.Services.Accounts;

/// <summary>The keys under <c>accounts.</c> of a node's configuration.</summary>
public static class LoginOptions
{
    /// <summary>The options with their defaults.</summary>
    public static IReadOnlyList<ServiceOption> All { get; } =
    [
        new("max-failures", "10", "wrong passwords (1 to 1000)",
            "Wrong passwords from one address, to any service, until it is refused. Users behind one NAT share the count.")
        {
            Check = static text => OptionValues.Count(text, 1, 1000),
        },
        new("lockout", "10m", "duration (30s, 5m)",
            "How long such an address is refused after its last wrong password. 0s only delays each answer, up to 4 s.")
        {
            Check = static text => OptionValues.Duration(text),
        },
    ];

    /// <summary>The limits that a configuration sets.</summary>
    public static LoginLimits Read(NodeConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new()
        {
            MaxFailures = OptionValues.Count(configuration["accounts.max-failures"].Values[0], 1, 1000),
            Lockout = OptionValues.Duration(configuration["accounts.lockout"].Values[0]),
        };
    }
}
