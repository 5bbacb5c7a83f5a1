using System.Globalization;
using Microsoft.AspNetCore.Http;
using Patchbay.Services.Accounts;

namespace Patchbay.Services.Web;

/// <summary>Decides who may do what: reading and writing, with an account or without. Thread-safe.</summary>
/// <param name="settings">The rules.</param>
/// <param name="logins">Who users are; null: nobody can log in.</param>
sealed class WebAccess(WebSettings settings, Logins? logins)
{
    /// <summary>The name under which rights to this service are given.</summary>
    public const string Service = "web";

    const string Challenge = "Basic realm=\"Patchbay\", charset=\"UTF-8\"";

    /// <summary>Whether the listener's clients may read without an account.</summary>
    public bool ReadsAnonymously(bool isExposed) => settings.Anonymous == WebSettings.Read || (settings.Anonymous == WebSettings.Loopback && !isExposed);

    /// <summary>Whether passwords may come on the connection.</summary>
    public bool TakesPasswords(WebConnection connection) => connection.IsEncrypted || !connection.IsExposed || settings.TakesPasswordsAnywhere;

    /// <summary>Lets a request pass, with its user set when it brought one; or answers it, and says false.</summary>
    /// <param name="request">The request.</param>
    /// <param name="toWrite">It changes something.</param>
    public async ValueTask<bool> AdmitAsync(WebRequest request, bool toWrite)
    {
        if (request.Http.Request.Headers.Authorization.Count == 0)
        {
            if (!toWrite && ReadsAnonymously(request.Connection.IsExposed))
            {
                return true;
            }

            await AskAsync(request, toWrite ? "Changing files takes an account." : "Reading takes an account.");
            return false;
        }

        return await LogInAsync(request) && await IsPermittedAsync(request, toWrite);
    }

    /// <summary>Demands an account.</summary>
    public Task AskAsync(WebRequest request, string why)
    {
        if (!TakesPasswords(request.Connection))
        {
            // Without a challenge: a browser would ask for a password and send it in the clear.
            return request.SayAsync(StatusCodes.Status403Forbidden, $"{why} Passwords are taken over TLS only: use https.");
        }

        request.Http.Response.Headers.WWWAuthenticate = Challenge;
        return request.SayAsync(StatusCodes.Status401Unauthorized, $"{why} `patchbay user add NAME` makes one.");
    }

    async ValueTask<bool> LogInAsync(WebRequest request)
    {
        if (!TakesPasswords(request.Connection))
        {
            await request.SayAsync(StatusCodes.Status403Forbidden, "Passwords are taken over TLS only: use https. The one you sent was not looked at, but others may have seen it.");
            return false;
        }

        var header = request.Http.Request.Headers.Authorization;
        if (header.Count != 1 || BasicCredentials.Parse(header[0]!) is not { } credentials || logins is null)
        {
            await AskAsync(request, "That is no name and password (scheme Basic).");
            return false;
        }

        var result = await logins.CheckAsync(credentials.Name, credentials.Password, Service, request.Connection.RemoteAddress, request.Http.RequestAborted);
        switch (result.Outcome)
        {
            case LoginOutcome.Accepted:
                request.User = result.User;
                return true;
            case LoginOutcome.NotPermitted:
                await request.SayAsync(StatusCodes.Status403Forbidden, $"{credentials.Name} has no right to {Service}.");
                return false;
            case LoginOutcome.Refused:
                request.Http.Response.Headers.RetryAfter = Math.Ceiling(Math.Max(1, result.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                await request.SayAsync(StatusCodes.Status429TooManyRequests, "Too many wrong passwords came from your address. Wait.");
                return false;
            default:
                await AskAsync(request, "Unknown user or wrong password.");
                return false;
        }
    }

    static async ValueTask<bool> IsPermittedAsync(WebRequest request, bool toWrite)
    {
        if (toWrite && !request.MayWrite(Service))
        {
            await request.SayAsync(StatusCodes.Status403Forbidden, $"{request.User!.Name} may read, and not change files.");
            return false;
        }

        return true;
    }
}
