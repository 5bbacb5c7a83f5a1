namespace Patchbay.Services.Transfer;

/// <summary>Which redirects are followed, and what goes along (RFC 9110 section 15.4). Pure.</summary>
internal static class Redirects
{
    /// <summary>The next URL.</summary>
    /// <param name="from">Who sends us.</param>
    /// <param name="location">The field Location; null where there is none.</param>
    /// <exception cref="TransferException">It must not be followed: from TLS to none, to another protocol, or to nowhere.</exception>
    public static RemoteUrl Follow(RemoteUrl from, string? location)
    {
        if (string.IsNullOrWhiteSpace(location) || !Uri.TryCreate(new Uri(from.ToUri().AbsoluteUri), location, out var target))
        {
            throw Refused($"{from.Authority} sends us elsewhere, and does not say where", "");
        }

        RemoteUrl url;
        try
        {
            url = RemoteUrl.Parse(target.AbsoluteUri);
        }
        catch (TransferException error)
        {
            throw Refused($"{from.Authority} sends us to what is no URL for us: {error.Message}", error.Hint);
        }

        if (!url.IsHttp)
        {
            throw Refused($"{from.Authority} sends us to another protocol: {url}", "Name that URL if it is the right one.");
        }

        return from.IsTls && !url.IsTls
            ? throw Refused($"{from.Authority} sends us from https to http: {url}", "From there on anybody in between could change what comes. Name that URL if it shall be so.")
            : url with { User = null, Password = null };
    }

    /// <summary>Whether credentials for one are for the other: the same scheme, host and port.</summary>
    public static bool IsSameOrigin(RemoteUrl one, RemoteUrl other) => one.Scheme == other.Scheme && one.Host == other.Host && one.Port == other.Port;

    /// <summary>Fields that are for one server only.</summary>
    public static bool IsSecret(string field) =>
        field.Equals("Authorization", StringComparison.OrdinalIgnoreCase) || field.Equals("Cookie", StringComparison.OrdinalIgnoreCase) || field.Equals("Proxy-Authorization", StringComparison.OrdinalIgnoreCase);

    static TransferException Refused(string message, string hint) => new(TransferFailure.Redirect, message, hint);
}
