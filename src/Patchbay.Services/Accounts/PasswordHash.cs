using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Patchbay.Services.Accounts;

/// <summary>Slow hashes of passwords: PBKDF2 with HMAC-SHA-512 (RFC 8018), as <c>$pbkdf2-sha512$i=210000$SALT$HASH</c> in base64. Pure.</summary>
public static class PasswordHash
{
    /// <summary>Rounds of a new hash: OWASP's Password Storage Cheat Sheet for SHA-512. Some 100 ms of one core.</summary>
    public const int Rounds = 210_000;

    /// <summary>The longest password, in UTF-8 bytes: a longer one is only work for us.</summary>
    public const int MaxPasswordBytes = 1024;

    const string Name = "pbkdf2-sha512";
    const int SaltBytes = 16, HashBytes = 64, FewestRounds = 1000, MostRounds = 10_000_000;

    /// <summary>Hashes a password with a new salt.</summary>
    /// <param name="password">1 to <see cref="MaxPasswordBytes"/> bytes of UTF-8.</param>
    /// <param name="rounds">Fewer than <see cref="Rounds"/> is for tests.</param>
    /// <exception cref="AccountException">The password is empty or too long.</exception>
    public static string Create(string password, int rounds = Rounds)
    {
        ArgumentNullException.ThrowIfNull(password);
        if (password.Length == 0 || Encoding.UTF8.GetByteCount(password) > MaxPasswordBytes)
        {
            throw new AccountException(password.Length == 0 ? "an empty password is none" : "the password is too long", $"1 to {MaxPasswordBytes} bytes.");
        }

        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA512, HashBytes);
        return string.Create(CultureInfo.InvariantCulture, $"${Name}$i={rounds}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    /// <summary>A text of the form that <see cref="Create"/> writes.</summary>
    public static bool IsValid(string text) => TryParse(text, out _, out _, out _);

    /// <summary>Whether a password is the one that was hashed; false for a text that is no hash. Takes the same time for every wrong password.</summary>
    public static bool Verify(string password, string stored)
    {
        ArgumentNullException.ThrowIfNull(password);
        return TryParse(stored, out var rounds, out var salt, out var hash)
            && Encoding.UTF8.GetByteCount(password) <= MaxPasswordBytes
            && CryptographicOperations.FixedTimeEquals(hash, Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA512, hash.Length));
    }

    static bool TryParse(string text, out int rounds, out byte[] salt, out byte[] hash)
    {
        (rounds, salt, hash) = (0, [], []);
        if (text?.Split('$') is not ["", Name, ['i', '=', .. var count], var saltText, var hashText]
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out rounds) || rounds is < FewestRounds or > MostRounds)
        {
            return false;
        }

        var (saltBuffer, hashBuffer) = (new byte[saltText.Length], new byte[hashText.Length]);
        if (!Convert.TryFromBase64String(saltText, saltBuffer, out var saltLength) || !Convert.TryFromBase64String(hashText, hashBuffer, out var hashLength) || saltLength < 8 || hashLength < 32)
        {
            return false;
        }

        (salt, hash) = (saltBuffer[..saltLength], hashBuffer[..hashLength]);
        return true;
    }
}
