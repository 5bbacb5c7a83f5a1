namespace Patchbay;

/// <summary>A verb before it is made.</summary>
/// <param name="Names">Its name, then its aliases.</param>
/// <param name="Make">Makes it with its options and arguments, which takes some of them longer than others need to run.</param>
sealed record VerbEntry(string[] Names, Func<Verb> Make);
