; Signalbox is offered for CSV files under "Open with"; what opens them by a double click stays as it is.
!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\Signalbox.csv" "" "CSV table"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Signalbox.csv\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Signalbox.csv\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  WriteRegStr SHELL_CONTEXT "Software\Classes\.csv\OpenWithProgids" "Signalbox.csv" ""
!macroend

!macro customUnInstall
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.csv\OpenWithProgids" "Signalbox.csv"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Signalbox.csv"
!macroend
