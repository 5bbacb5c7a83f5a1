namespace Patchbay.Services.Chat;

/// <summary>Which part of a history a CHATHISTORY asks for.</summary>
internal enum HistorySelection
{
    /// <summary>The newest, those after a reference only.</summary>
    Latest,

    /// <summary>The nearest before a reference.</summary>
    Before,

    /// <summary>The nearest after a reference.</summary>
    After,

    /// <summary>Both sides of a reference, and it itself.</summary>
    Around,

    /// <summary>Between two references, beginning at the first.</summary>
    Between,
}
