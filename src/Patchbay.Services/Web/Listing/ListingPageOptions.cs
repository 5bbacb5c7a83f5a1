namespace Patchbay.Services.Web;

/// <summary>What a listing offers besides its files.</summary>
/// <param name="HasZip">The folder can be had as one file.</param>
/// <param name="CanUpload">The user may change it.</param>
/// <param name="CanSignIn">Nobody is signed in, and a password would be taken.</param>
/// <param name="User">Who is signed in, or null.</param>
readonly record struct ListingPageOptions(bool HasZip, bool CanUpload, bool CanSignIn, string? User);
