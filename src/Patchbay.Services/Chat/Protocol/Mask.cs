namespace Patchbay.Services.Chat;

/// <summary>Masks with <c>*</c> (any characters) and <c>?</c> (one), compared under <see cref="CaseMapping"/>. Pure.</summary>
internal static class Mask
{
    /// <summary>True when the whole text matches. Time grows with the product of the lengths at worst, never faster.</summary>
    public static bool Matches(ReadOnlySpan<char> mask, ReadOnlySpan<char> text)
    {
        int m = 0, t = 0, star = -1, resume = 0;
        while (t < text.Length)
        {
            if (m < mask.Length && mask[m] == '*')
            {
                (star, resume) = (m++, t);
            }
            else if (m < mask.Length && (mask[m] == '?' || CaseMapping.Fold(mask[m]) == CaseMapping.Fold(text[t])))
            {
                m++;
                t++;
            }
            else if (star >= 0)
            {
                // The last star takes one character more; earlier ones need not be tried again.
                (m, t) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        while (m < mask.Length && mask[m] == '*')
        {
            m++;
        }

        return m == mask.Length;
    }

    /// <summary>A mask of people in full: <c>ann</c> is <c>ann!*@*</c>, <c>u@h</c> is <c>*!u@h</c>, <c>ann!u</c> is <c>ann!u@*</c>.</summary>
    public static string Complete(string mask)
    {
        var (bang, at) = (mask.IndexOf('!', StringComparison.Ordinal), mask.LastIndexOf('@'));
        return (bang, at) switch
        {
            ( < 0, < 0) => $"{Part(mask)}!*@*",
            ( < 0, _) => $"*!{Part(mask[..at])}@{Part(mask[(at + 1)..])}",
            _ when at < bang => $"{Part(mask[..bang])}!{Part(mask[(bang + 1)..])}@*",
            _ => $"{Part(mask[..bang])}!{Part(mask[(bang + 1)..at])}@{Part(mask[(at + 1)..])}",
        };
    }

    static string Part(string text) => text.Length == 0 ? "*" : text;
}
