namespace Patchbay;

/// <summary>Who logs in with SASL PLAIN.</summary>
sealed record ChatLoginData(string User, string Password);
